-- keep_worth writes, replaces or removes one entry of what a customer earned or
-- cost, and moves every sum that it is part of, unless somebody else changed the
-- entry since it was read.
-- KEYS  1 the entry  2 versions of the months and of all of them  … lists and months
-- ARGV  1 the entry as it was read, empty: there was none
--       2 the entry as it is to be, empty: it goes
--       3 number of lists that change; for each
--           place of the list in KEYS, member, 1 to add or 0 to remove
--       … for each sum that changes
--           place of the month in KEYS, month, field, piece ("5" or "1-31"), by how much
-- Returns 1 done, 0 the entry is another one by now.
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then
  return 0
end

-- A value holds pieces and what each counts: "5=120 17=60".
local function moved(value, piece, by)
  local out, found = {}, false
  for at, n in string.gmatch(value or '', '([%d-]+)=(-?%d+)') do
    n = tonumber(n)
    if at == piece then
      found, n = true, n + by
    end
    if n ~= 0 then
      out[#out + 1] = at .. '=' .. string.format('%.0f', n)
    end
  end
  if not found and by ~= 0 then
    out[#out + 1] = piece .. '=' .. string.format('%.0f', by)
  end
  return table.concat(out, ' ')
end

local at = 4
for _ = 1, tonumber(ARGV[3]) do
  local list = KEYS[tonumber(ARGV[at])]
  if ARGV[at + 2] == '1' then
    redis.call('ZADD', list, 0, ARGV[at + 1])
  else
    redis.call('ZREM', list, ARGV[at + 1])
  end
  at = at + 3
end
local changed = {}
while at < #ARGV do
  local month, field = KEYS[tonumber(ARGV[at])], ARGV[at + 2]
  local value = moved(redis.call('HGET', month, field) or nil, ARGV[at + 3], tonumber(ARGV[at + 4]))
  if value == '' then
    redis.call('HDEL', month, field)
  else
    redis.call('HSET', month, field, value)
  end
  if not changed[ARGV[at + 1]] then
    changed[ARGV[at + 1]] = true
    redis.call('HINCRBY', KEYS[2], ARGV[at + 1], 1)
  end
  at = at + 5
end
if next(changed) then
  redis.call('HINCRBY', KEYS[2], 'all', 1)
end
if ARGV[2] == '' then
  redis.call('DEL', KEYS[1])
else
  redis.call('SET', KEYS[1], ARGV[2])
end
return 1
