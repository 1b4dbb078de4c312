-- skip notes that somebody is not asked; of a shard the newest 10,000 are kept.
--   skips  key of the shard's skips
--   id     the invitation's id
--   at     now, ms
local function skip(skips, id, at)
  redis.call('ZADD', skips, at, id)
  redis.call('ZREMRANGEBYRANK', skips, 0, -10001)
end
