-- list_suppressed lists a contact under the reasons for which it is not mailed,
-- and under no other.
-- KEYS  1 the letters, 2 ... the list of each reason
-- ARGV  1 id of the contact
--       2 its address with a blank and its id
--       3 ... for each reason in the order of the keys: its score, '' where it
--       does not stand
-- Returns 1 listed anywhere, 0 nowhere.
local listed = 0
for i = 2, #KEYS do
  if ARGV[i + 1] == '' then
    redis.call('ZREM', KEYS[i], ARGV[1])
  else
    redis.call('ZADD', KEYS[i], ARGV[i + 1], ARGV[1])
    listed = 1
  end
end
if listed == 1 then
  redis.call('ZADD', KEYS[1], 0, ARGV[2])
else
  redis.call('ZREM', KEYS[1], ARGV[2])
end
return listed
