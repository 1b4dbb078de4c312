-- brake notes a pause of asking, unless one lasts already.
-- KEYS  1 brake
-- ARGV  1 now, ms
--       2 end of the pause, ms
--       3 bad mails
--       4 mails looked at
--       5 pauses in a row
--       6 words of the server that refused last
-- Returns 1 noted, 0 a pause lasts.
local ends = redis.call('HGET', KEYS[1], 'until')
if ends and tonumber(ends) > tonumber(ARGV[1]) then
  return 0
end
redis.call('HSET', KEYS[1], 'since', ARGV[1], 'until', ARGV[2], 'bad', ARGV[3], 'of', ARGV[4], 'times', ARGV[5], 'words', ARGV[6])
return 1
