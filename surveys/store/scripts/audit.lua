-- audit adds a line to the record of changes and remembers its act, so that
-- the record can be asked for the acts that it holds.
-- KEYS  1 record of changes
--       2 acts
-- ARGV  1 how many lines are kept
--       2 act
--       3 ... fields and values of the line
-- Returns the id of the line.
redis.call('SADD', KEYS[2], ARGV[2])
return redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', unpack(ARGV, 3))
