-- meet keeps what an interaction says about its contact. An interaction that is
-- older than one we know of leaves activity and project as they are.
--   contact  key of the contact
--   at       place in ARGV of: when the interaction was, s, '' for none; its
--            project; then fields and values of the profile
local function meet(contact, at)
  if not ARGV[at] or redis.call('HEXISTS', contact, 'erased') == 1 then
    return
  end
  local active = redis.call('HGET', contact, 'active')
  if ARGV[at] ~= '' and not (active and tonumber(active) > tonumber(ARGV[at])) then
    redis.call('HSET', contact, 'active', ARGV[at], 'project', ARGV[at + 1])
  end
  redis.call('HSET', contact, unpack(ARGV, at + 2))
end
