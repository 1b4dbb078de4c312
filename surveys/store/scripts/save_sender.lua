-- save_sender keeps who mails are from, unless somebody changed it meanwhile.
-- KEYS  1 sender
-- ARGV  1 revision that the change began from, 0 for the first
--       2 the sender as JSON, with the next revision
-- Returns 1 done, 0 somebody was quicker.
local kept = redis.call('GET', KEYS[1])
-- In JSON a quote inside a text is escaped, so this finds the key and no words.
local revision = kept and tonumber(string.match(kept, '"revision":(%d+)')) or 0
if revision ~= tonumber(ARGV[1]) then
  return 0
end
redis.call('SET', KEYS[1], ARGV[2])
return 1
