-- import writes an answer that was given elsewhere, with its own date: as an
-- invitation of its own, or into one whose mail was skipped (k), failed (f) or
-- never meant to be (n), and that has no answer. What was asked stays as it is.
-- KEYS  1 invitation  2 words  3 projects of the shard  4 project
--       5 outbox  6 words of the shard, newest
--       7 unconfirmed invitations of the shard
--       8 log of the words of the shard
--       9 stories and 10 ... the keys of the case, where the answer calls for one:
--       see include/story.lua
-- ARGV  1 id of the invitation
--       2 now, ms
--       3 number of the project
--       4 name of the project, '' where none was given
--       5 when it was answered, s
--       6 comment, 7 reasons by comma, 8 1: please contact me
--       9 number of the case
--       10 its story: numbers of project and customer
--       11 number of the fields and values of the invitation's hash, then
--       these, then fields and values of the case, none where it is open
-- Returns 1 written, 0 there was an answer already, or one may come by mail
-- (nothing changed), 9 another case is open by now (nothing changed).
--!include outbox
--!include story
local f = redis.call('HMGET', KEYS[1], 'm', 'o', 'v')
if f[1] and (f[2] or f[3] or not string.find('kfn', f[1], 1, true)) then
  return 0
end
local last = 11 + tonumber(ARGV[11])
local fresh = #ARGV > last
if KEYS[10] then
  local open = redis.call('HGET', KEYS[9], ARGV[10])
  if (open or (fresh and ARGV[9])) ~= ARGV[9] then
    return 9
  end
  fresh = not open
end
redis.call('SADD', KEYS[3], ARGV[3])
if ARGV[4] ~= '' then
  redis.call('HSET', KEYS[4], 'name', ARGV[4])
end
for i = 12, last, 2 do
  -- The scale is in k: a choice means nothing without it.
  local write = string.find('kvba', ARGV[i], 1, true) and 'HSET' or 'HSETNX'
  redis.call(write, KEYS[1], ARGV[i], ARGV[i + 1])
end
redis.call('ZREM', KEYS[7], ARGV[1])
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
  redis.call('XADD', KEYS[8], 'MAXLEN', '~', 10000, '*', 'i', ARGV[1])
end
if KEYS[10] then
  if fresh then
    redis.call('HSET', KEYS[10], 'opened', ARGV[2], 'changed', ARGV[2], unpack(ARGV, last + 1))
    move(10, ARGV[9], 1)
    redis.call('HSET', KEYS[9], ARGV[10], ARGV[9])
  end
  stands(10, ARGV[1])
  tell(10, ARGV[2], fresh and 'opened' or 'joined', '', ARGV[1], '')
  redis.call('HSET', KEYS[1], 'q', ARGV[9])
end
note(KEYS[5], KEYS[1], ARGV[1], 'imported', ARGV[2], '', '')
return 1
