-- recover notes on a resolved case that its contact is asked once more, or not.
-- KEYS  1 ... the keys of the case, see include/story.lua
-- ARGV  1 now, ms
--       2 chapter that is asked about
--       3 id of the invitation
--       4 recovery: asked or not_asked  5 why not
-- Returns 1 noted, 0 it is noted already, or the case was opened again (nothing
-- changed).
--!include story
local f = redis.call('HMGET', KEYS[1], 'state', 'chapter', 'recovery')
if f[1] ~= 'resolved' or (f[2] or '1') ~= ARGV[2] or f[3] then
  return 0
end
redis.call('HSET', KEYS[1], 'recovery', ARGV[4], 'recovers', ARGV[3])
tell(1, ARGV[1], 'asked', '', ARGV[3], ARGV[5])
return 1
