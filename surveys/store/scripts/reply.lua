-- reply keeps a mail to the customer of a case and puts it on the schedule. An
-- open case is contacted by that; one that nobody follows up has an owner now.
-- KEYS  1 ... the keys of the case, see include/story.lua
--       7 outbox  8 schedule  9 the reply  10 the reply before, where there is one
-- ARGV  1 now, ms
--       2 number of the case  3 number of the reply
--       4 who, 5 by name
--       6 ... fields and values of the reply, the text among them
-- Returns 1 kept, 0 the reply before says the same (nothing was changed), 9
-- another reply was faster (nothing was changed).
--!include outbox
--!include story
local f = redis.call('HMGET', KEYS[1], 'replies', 'state', 'owner', 'c')
local before = tonumber(f[1] or 0)
if before + 1 ~= tonumber(ARGV[3]) then
  return 9
end
local new = {}
for i = 6, #ARGV, 2 do
  new[ARGV[i]] = ARGV[i + 1]
end
if before > 0 then
  local last = redis.call('HMGET', KEYS[10], 'by', 'text')
  if last[1] == new.by and last[2] == new.text then
    return 0
  end
end
redis.call('HSET', KEYS[9], unpack(ARGV, 6))
redis.call('ZADD', KEYS[8], ARGV[1], 'reply:' .. ARGV[2] .. '.' .. ARGV[3])
redis.call('HSET', KEYS[1], 'replies', ARGV[3], 'changed', ARGV[1])
redis.call('HSETNX', KEYS[1], 'acted', ARGV[1])
tell(1, ARGV[1], 'reply', ARGV[4], ARGV[3], '')
if (f[3] or '') == '' then
  redis.call('HSET', KEYS[1], 'owner', ARGV[5], 'owner_id', ARGV[4])
  tell(1, ARGV[1], 'owner', ARGV[4], '', ARGV[5])
end
if f[2] == 'open' then
  move(1, ARGV[2], 2)
  tell(1, ARGV[1], 'state', ARGV[4], 'contacted', '')
end
if (f[4] or '') ~= '' then
  note(KEYS[7], KEYS[1], '', 'case', ARGV[1], '', ARGV[2])
end
return 1
