-- save_survey keeps a survey, unless somebody changed it since it was read.
-- KEYS  1 surveys
-- ARGV  1 id of the survey
--       2 revision that the change began from, 0 for one that is not kept yet
--       3 the survey as JSON, with its new revision
--       4 how many surveys there may be
-- Returns 2 kept for the first time, 1 changed, 0 it has another revision, -1
-- there are too many.
local kept = redis.call('HGET', KEYS[1], ARGV[1])
-- In JSON a quote inside a text is escaped, so this finds the key and no words.
local revision = kept and tonumber(string.match(kept, '"revision":(%d+)')) or 0
if revision ~= tonumber(ARGV[2]) then
  return 0
end
if not kept and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[4]) then
  return -1
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return kept and 1 or 2
