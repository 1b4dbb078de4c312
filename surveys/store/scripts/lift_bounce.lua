-- lift_bounce lets a contact be mailed again that was silenced by a bounce, if it
-- was by these words and not after the time. Nothing else that stands against
-- mailing it is touched.
-- KEYS  1 contact
-- ARGV  1 words of the bounce
--       2 when its mail turned out to have arrived, s
-- Returns 1 lifted, 0 it was not silenced so.
local v = redis.call('HMGET', KEYS[1], 'bounced', 'bounce_reason')
if not v[1] or v[2] ~= ARGV[1] or tonumber(v[1]) > tonumber(ARGV[2]) then
  return 0
end
redis.call('HDEL', KEYS[1], 'bounced', 'bounce_reason')
return 1
