-- claim_ahead takes due work of some kinds as claim does, whatever else is due
-- before it: of a stretch of the schedule, and of what fell due last.
-- KEYS  1 schedule
--       2 attempts
-- ARGV  1 now, ms
--       2 end of the lease, ms
--       3 how much at most
--       4 how many members to look at, from either end
--       5 how many of the oldest to pass over
--       6 kinds, each after a comma and before a colon: ,alert:,reply:
-- Returns where the next stretch begins, 0 where this one was the last, and an
-- array of member, attempt, time it was due in ms, and so on.
--!include take
local found, seen = {}, {}
local function look(members, first, last, step)
  for i = first, last, step do
    local member = members[i]
    local kind = string.match(member, '^%a+:')
    if #found < 2 * ARGV[3] and not seen[member] and string.find(ARGV[6], ',' .. kind, 1, true) then
      found[#found + 1], found[#found + 2] = member, members[i + 1]
      seen[member] = true
    end
  end
end
local stretch = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'WITHSCORES', 'LIMIT', ARGV[5], ARGV[4])
look(stretch, 1, #stretch, 2)
local newest = redis.call('ZREVRANGEBYSCORE', KEYS[1], ARGV[1], '-inf', 'WITHSCORES', 'LIMIT', 0, ARGV[4])
look(newest, #newest - 1, 1, -2)
local goes_on = 0
if #stretch == 2 * ARGV[4] then
  goes_on = ARGV[5] + ARGV[4]
end
return { goes_on, take(KEYS, found, ARGV[2]) }
