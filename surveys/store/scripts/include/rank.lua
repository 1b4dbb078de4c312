-- rank orders evidence by its letter, as surveys.Evidence.Rank does.
local function rank(by)
  if by == 'g' or by == 'b' then return 4 end
  if by == 'a' or by == 's' then return 3 end
  if by == 'f' then return 2 end
  if by == 'i' then return 1 end
  return 0
end
