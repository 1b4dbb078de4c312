-- note appends to the outbox what happened to an invitation, as its hash
-- stands after the change. Every entry has the same fields in the same order,
-- so that Redis packs them; the relay reads them by entryFields in outbox.go.
--   outbox      key of the shard's outbox
--   invitation  key of the invitation's hash
--   id          the invitation's id
--   kind        surveys.EntryKind
--   at          now, ms
--   was         the choice before (kind changed), else ''
--   case        number of the case (kind case), else ''
--   v           the fields below where the caller has read them, else nil
local function note(outbox, invitation, id, kind, at, was, case, v)
  v = v or redis.call('HMGET', invitation, 'p', 'c', 'u', 'g', 'k', 's', 'v', 'b', 'a', 'q', 'f', 'o')
  if (kind == 'sent' or kind == 'taken') and v[12] == 'void' then
    v[8] = '' -- taken back before the sending was noted: a mail without an answer
  end
  if v[11] and v[11] ~= '' then
    if kind == 'bounced' or kind == 'arrived' or kind == 'taken' then
      return -- no rate counts reminders
    end
    kind = kind == 'sent' and 'reminded' or kind
  end
  for n = 1, 10 do
    v[n] = v[n] or ''
  end
  if case ~= '' then
    v[10] = case
  end
  redis.call('XADD', outbox, '*', 'e', kind, 'i', id, 'p', v[1], 'c', v[2], 'u', v[3], 'g', v[4],
    'k', v[5], 's', v[6], 'v', v[7], 'b', v[8], 'a', v[9], 'q', v[10], 'w', was, 't', at)
end
