-- letter puts a letter before the others.
-- KEYS  1 letters
-- ARGV  1 the letter, JSON
--       2 letters kept
--       3 s until all go
-- Returns the number of letters.
redis.call('LPUSH', KEYS[1], ARGV[1])
redis.call('LTRIM', KEYS[1], 0, ARGV[2] - 1)
redis.call('EXPIRE', KEYS[1], ARGV[3])
return redis.call('LLEN', KEYS[1])
