-- invite writes a new invitation, or a skip with its reason, with all that
-- belongs to it in the shard of its project.
-- KEYS  1 invitation
--       2 projects of the shard
--       3 project
--       4 schedule
--       5 newest invitations
--       6 outbox
--       7 skips of the shard
-- ARGV  1 id of the invitation
--       2 now, ms
--       3 number of the project
--       4 name of the project, '' where none was given
--       5 when the mail is due, ms; '' for a skip
--       6 ... fields and values of the invitation's hash
-- Returns 1 written, 0 there was one already (nothing changed).
--!include outbox
--!include skip
if redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end
redis.call('SADD', KEYS[2], ARGV[3])
if ARGV[4] ~= '' then
  redis.call('HSET', KEYS[3], 'name', ARGV[4])
end
redis.call('HSET', KEYS[1], unpack(ARGV, 6))
if ARGV[5] ~= '' then
  redis.call('ZADD', KEYS[4], ARGV[5], 'mail:' .. ARGV[1])
else
  skip(KEYS[7], ARGV[1], ARGV[2])
end
redis.call('ZADD', KEYS[5], ARGV[2], ARGV[1])
redis.call('ZREMRANGEBYRANK', KEYS[5], 0, -1001)
note(KEYS[6], KEYS[1], ARGV[1], 'asked', ARGV[2], '', '')
return 1
