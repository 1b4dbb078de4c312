-- untold reports whether the team was not told of the newest news of a case,
-- and wants to be.
--   case  key of the case
local function untold(case)
  local c = redis.call('HMGET', case, 'state', 'told', 'news', 'alerted', 'withdrawn')
  local told = tonumber(c[2] or (c[4] and 1) or 0)
  return c[1] and not c[5] and told < tonumber(c[3] or 1)
end
