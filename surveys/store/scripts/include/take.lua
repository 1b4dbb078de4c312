-- take moves found work of the schedule to the end of a lease, and counts the
-- attempt.
--   keys   schedule, attempts
--   found  member, time it is due in ms, and so on
--   lease  end of the lease, ms
-- Returns member, attempt, time it was due in ms, and so on.
local function take(keys, found, lease)
  local members, leases, counts, out = {}, {}, {}, {}
  if #found == 0 then
    return out
  end
  for i = 1, #found, 2 do
    members[#members + 1] = found[i]
    leases[#leases + 1], leases[#leases + 2] = lease, found[i]
  end
  for i, before in ipairs(redis.call('HMGET', keys[2], unpack(members))) do
    local attempt = tonumber(before or 0) + 1
    counts[#counts + 1], counts[#counts + 2] = members[i], attempt .. ''
    out[#out + 1], out[#out + 2], out[#out + 3] = members[i], attempt, tonumber(found[2 * i])
  end
  redis.call('HSET', keys[2], unpack(counts))
  redis.call('ZADD', keys[1], unpack(leases))
  return out
end
