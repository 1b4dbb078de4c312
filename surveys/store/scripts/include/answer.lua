-- answerState reads an invitation's answer: none, pending, answered, void or
-- expired. A choice without a state of its own counts.
--   state   field o
--   choice  field v
local function answerState(state, choice)
  return state or (choice and 'answered') or 'none'
end
