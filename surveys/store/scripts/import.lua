-- import writes an answer that was given elsewhere, with its own date.
-- KEYS  1 invitation  2 words  3 projects of the shard  4 project
--       5 outbox  6 words of the shard, newest
--       7 open cases and 8 the case, where one is to be opened
-- ARGV  1 id of the invitation
--       2 now, ms
--       3 number of the project
--       4 name of the project, '' where none was given
--       5 when it was answered, s
--       6 comment, 7 reasons by comma, 8 1: please contact me
--       9 number of the case
--       10 number of the fields and values of the invitation's hash, then
--       these, then fields and values of the case
-- Returns 1 written, 0 there was one already (nothing changed).
--!include outbox
if redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end
local last = 10 + tonumber(ARGV[10])
redis.call('SADD', KEYS[3], ARGV[3])
if ARGV[4] ~= '' then
  redis.call('HSET', KEYS[4], 'name', ARGV[4])
end
redis.call('HSET', KEYS[1], unpack(ARGV, 11, last))
local said = false
for i, field in ipairs({'comment', 'reasons', 'contact'}) do
  if ARGV[5 + i] ~= '' then
    redis.call('HSET', KEYS[2], field, ARGV[5 + i])
    said = true
  end
end
if said then
  redis.call('ZADD', KEYS[6], ARGV[5], ARGV[1])
  redis.call('ZREMRANGEBYRANK', KEYS[6], 0, -1001)
end
if KEYS[8] then
  redis.call('HSET', KEYS[8], 'state', 'open', 'opened', ARGV[2], 'changed', ARGV[2], unpack(ARGV, last + 1))
  redis.call('ZADD', KEYS[7], ARGV[2], ARGV[9])
  redis.call('HSET', KEYS[1], 'q', ARGV[9])
end
note(KEYS[5], KEYS[1], ARGV[1], 'imported', ARGV[2], '', '')
return 1
