-- take_alarms returns the alarms that one mail tells: those that are being told,
-- else all that wait, which are being told from now on.
-- KEYS  1 alarms that wait
--       2 alarms that are being told
-- Returns their ids, oldest first.
if redis.call('EXISTS', KEYS[2]) == 0 and redis.call('EXISTS', KEYS[1]) == 1 then
  redis.call('RENAME', KEYS[1], KEYS[2])
end
return redis.call('ZRANGE', KEYS[2], 0, -1)
