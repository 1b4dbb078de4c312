-- change_user changes what a person of the team may do. There is always an
-- admin.
-- KEYS  1 person
--       2 team
--       3 ... everybody else on the team
-- ARGV  1 id of the person
--       2 role
--       3 1: may see what customers pay and cost, 0: not
-- Returns 1 done, 0 there is no such person, 2 nobody else is an admin, 3 the
-- team has changed: read it again.
--!include last_admin
if redis.call('EXISTS', KEYS[1]) == 0 then
  return 0
end
if ARGV[2] ~= 'admin' then
  local last = last_admin(KEYS[2], ARGV[1], 3)
  if last == 3 then
    return 3
  end
  if last == 1 and redis.call('HGET', KEYS[1], 'role') == 'admin' then
    return 2
  end
end
redis.call('HSET', KEYS[1], 'role', ARGV[2], 'money', ARGV[3])
return 1
