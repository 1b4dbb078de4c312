-- claim takes work from the schedule whose time has come: it moves it to the
-- end of the lease, so that it is found again if the claimer dies, and counts
-- the attempt.
-- KEYS  1 schedule
--       2 attempts
-- ARGV  1 now, ms
--       2 end of the lease, ms
--       3 how much at most
-- Returns member, attempt, time it was due in ms, and so on.
local found = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'WITHSCORES', 'LIMIT', 0, ARGV[3])
if #found == 0 then
  return found
end
local members, leases, counts, out = {}, {}, {}, {}
for i = 1, #found, 2 do
  members[#members + 1] = found[i]
  leases[#leases + 1], leases[#leases + 2] = ARGV[2], found[i]
end
for i, before in ipairs(redis.call('HMGET', KEYS[2], unpack(members))) do
  local attempt = tonumber(before or 0) + 1
  counts[#counts + 1], counts[#counts + 2] = members[i], attempt .. ''
  out[#out + 1], out[#out + 2], out[#out + 3] = members[i], attempt, tonumber(found[2 * i])
end
redis.call('HSET', KEYS[2], unpack(counts))
redis.call('ZADD', KEYS[1], unpack(leases))
return out
