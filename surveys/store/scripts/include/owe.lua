-- owe keeps what a customer's timeline is to say of the change, until it is
-- said; nothing or '' for nothing.
local function owe(key, field, line)
  if line and line ~= '' then
    redis.call('HSET', key, field, line)
  end
end
