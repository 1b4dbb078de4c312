-- put_contact keeps what is told of a person. Somebody who was erased stays so.
-- KEYS  1 contact
-- ARGV  1 the customer that a new contact is where none is named
--       2 ... fields and values of the profile; an empty customer names none
-- Returns 0 the person was erased (nothing was changed), 1 new, 2 changed,
-- 3 it stood so already.
local key = KEYS[1]
if redis.call('HEXISTS', key, 'erased') == 1 then
  return 0
end
local code = redis.call('HEXISTS', key, 'address') == 1 and 3 or 1
for n = 2, #ARGV, 2 do
  local field, value = ARGV[n], ARGV[n + 1]
  if field == 'customer' and value == '' then
    value = redis.call('HGET', key, 'customer') or ARGV[1]
  end
  if redis.call('HGET', key, field) ~= value then
    redis.call('HSET', key, field, value)
    code = code == 3 and 2 or code
  end
end
return code
