-- name puts somebody or something into the index of names by the words of its
-- name, in place of the words that it was found by before.
-- KEYS  1 words of the index: zset without scores, a word, a zero byte, the id
--       2 what each id is found by
-- ARGV  1 id
--       2 its words, folded, with a blank between; '' takes it out
--       3 1: only where it is not in the index yet
-- Returns 1 written, 0 it stands so already.
local id, text = ARGV[1], ARGV[2]
local before = redis.call('HGET', KEYS[2], id)
if (before or '') == text or (before and ARGV[3] == '1') then
  return 0
end
for word in string.gmatch(before or '', '%S+') do
  redis.call('ZREM', KEYS[1], word .. '\0' .. id)
end
if text == '' then
  redis.call('HDEL', KEYS[2], id)
  return 1
end
for word in string.gmatch(text, '%S+') do
  redis.call('ZADD', KEYS[1], 0, word .. '\0' .. id)
end
redis.call('HSET', KEYS[2], id, text)
return 1
