-- try uses up a try of something that is slowed down. Each one beyond the free
-- ones must wait; where the wait grows, it is twice as long each time, else
-- tries come back one by one.
-- KEYS  1 tries of somebody
-- ARGV  1 now, ms
--       2 how many are free
--       3 first wait, or until one comes back, ms
--       4 longest wait, ms; 0: the wait does not grow
--       5 how long tries are remembered, ms
-- Returns 0 it was taken, else how long to wait, ms.
local kept = redis.call('HMGET', KEYS[1], 'n', 'at')
local now, free, again, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local n, since = tonumber(kept[1] or 0), math.max(0, now - tonumber(kept[2] or 0))
if since >= tonumber(ARGV[5]) then
  n = 0
end
if most == 0 then
  n = math.max(0, n - since / again)
  if n + 1 > free then
    return math.ceil((n + 1 - free) * again)
  end
elseif n >= free then
  local wait = math.min(most, again * 2 ^ math.min(n - free, 30)) - since
  if wait > 0 then
    return math.ceil(wait)
  end
end
redis.call('HSET', KEYS[1], 'n', string.format('%.4f', n + 1), 'at', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return 0
