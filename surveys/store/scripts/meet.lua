-- meet keeps what an interaction says about its contact, who is not asked.
-- KEYS  1 contact
-- ARGV  1 ... as include/meet.lua says
-- Returns 1.
--!include meet
meet(KEYS[1], 1)
return 1
