-- audit adds a line to the record of changes and remembers its act, so that
-- the record can be asked for the acts that it holds. The line stands in place of
-- one that was noted before the change, where there is one: a repeat whose first
-- answer was lost finds it gone, and adds nothing.
-- KEYS  1 record of changes
--       2 acts
--       3 changes that were begun
-- ARGV  1 how many lines are kept
--       2 act
--       3 id of the change that was begun, '' for none
--       4 ... fields and values of the line
-- Returns 1 added, 0 the change has its line already.
if ARGV[3] ~= '' and redis.call('HDEL', KEYS[3], ARGV[3]) == 0 then
  return 0
end
redis.call('SADD', KEYS[2], ARGV[2])
redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', unpack(ARGV, 4))
return 1
