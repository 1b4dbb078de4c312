-- join_pulse fixes the project that a contact is asked in, in a round of a
-- pulse: whoever does the round once more finds the same invitation.
-- KEYS  1 contact
-- ARGV  1 field of the pulse
--       2 number of the round
--       3 project
-- Returns the project of the round.
local round, project = string.match(redis.call('HGET', KEYS[1], ARGV[1]) or '', '^(%d+)|(.*)$')
if round == ARGV[2] then
  return project
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. '|' .. ARGV[3])
return ARGV[3]
