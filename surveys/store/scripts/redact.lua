-- redact takes somebody who was erased out of the record of changes. Lines of a
-- stream cannot be changed, so it is written anew, each line in its place and
-- with its id; it takes as long as the record is.
-- KEYS  1 record of changes
-- ARGV  1 name of the field
--       2 ... id of a line and what the field says from now on
-- Returns how many lines changed.
local now, n = {}, 0
for i = 2, #ARGV, 2 do
  now[ARGV[i]] = ARGV[i + 1]
end
local lines = redis.call('XRANGE', KEYS[1], '-', '+')
redis.call('DEL', KEYS[1])
for _, line in ipairs(lines) do
  local fields = line[2]
  for i = 1, #fields, 2 do
    if fields[i] == ARGV[1] and now[line[1]] then
      fields[i + 1] = now[line[1]]
      n = n + 1
    end
  end
  redis.call('XADD', KEYS[1], line[1], unpack(fields))
end
return n
