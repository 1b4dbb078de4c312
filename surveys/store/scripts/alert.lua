-- alert moves the mail to one recipient about a case from one state to
-- another. One that is on its way (d) belongs to whoever marked it. A repeat
-- changes nothing.
-- KEYS  1 mails about the case
-- ARGV  1 recipient
--       2 letter of the state it must be in, '' for none
--       3 letter of the new state, '' to forget it
--       4 words that explain the state, may be ''
--       5 how long the states are kept, s; 0 for ever
--       6 who moves it
-- Returns 1 moved, or moved already; 0 it was in another state, or is somebody
-- else's (nothing changed).
local now = redis.call('HGET', KEYS[1], ARGV[1]) or ''
local function value(letter)
  if letter == 'd' then return 'd' .. ARGV[6] end
  return letter
end
local wished = ARGV[3] == '' and '' or value(ARGV[3]) .. ARGV[4]
if now == wished then
  return 1
end
if now ~= value(ARGV[2]) then
  return 0
end
if wished == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
else
  redis.call('HSET', KEYS[1], ARGV[1], wished)
end
if ARGV[5] ~= '0' then
  redis.call('EXPIRE', KEYS[1], ARGV[5])
end
return 1
