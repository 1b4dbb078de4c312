-- numbers gives each text of a shard's dictionary its number, once and for ever.
-- KEYS  1 numbers of the shard (text -> number)
--       2 names of the shard (number -> text)
-- ARGV  texts with their kind, such as p:acme
-- Returns the numbers in the order asked.
local known = redis.call('HMGET', KEYS[1], unpack(ARGV))
local last = redis.call('HLEN', KEYS[1])
local out = {}
for i, text in ipairs(ARGV) do
  local number = known[i] or redis.call('HGET', KEYS[1], text)
  if not number then
    last = last + 1
    number = last
    redis.call('HSET', KEYS[1], text, number)
    redis.call('HSET', KEYS[2], number, text)
  end
  out[i] = tonumber(number)
end
return out
