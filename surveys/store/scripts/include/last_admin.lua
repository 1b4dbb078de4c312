-- last_admin looks at the persons in KEYS from the given one on, who must be
-- the whole team but the person: 1 none of them is an admin, 0 one is, 3 the
-- team has changed since it was read.
local function last_admin(team, person, from)
  local others = redis.call('SCARD', team) - redis.call('SISMEMBER', team, person)
  if others ~= #KEYS - from + 1 then
    return 3
  end
  local last = 1
  for i = from, #KEYS do
    local role = redis.call('HGET', KEYS[i], 'role')
    if not role then
      return 3
    end
    if role == 'admin' then
      last = 0
    end
  end
  return last
end
