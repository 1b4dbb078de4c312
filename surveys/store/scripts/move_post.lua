-- move_post moves a mail to somebody on the team from one state to another. One
-- that has ended forgets the secret of its link.
-- KEYS  1 post
-- ARGV  1 state that it must be in
--       2 new state
--       3 why, may be ''
--       4 1: the mail has ended
-- Returns 1 moved, 0 it is in another state, or gone.
if redis.call('HGET', KEYS[1], 'mail') ~= ARGV[1] then
  return 0
end
redis.call('HSET', KEYS[1], 'mail', ARGV[2], 'reason', ARGV[3])
if ARGV[4] == '1' then
  redis.call('HDEL', KEYS[1], 'secret')
end
return 1
