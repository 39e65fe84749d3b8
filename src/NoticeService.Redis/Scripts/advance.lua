-- Moves a ledger record on: reserved 0 < sent 1 < displayed 2 < dismissed 3; failed 4 only from 0 and 1; withheld 5 is an end.
-- A failure without a receipt is the service's guess (it lost the stream after the write), which every receipt overrides.
-- KEYS 1 record  2 end of the sealed days, ms  3 late records
-- ARGV 1 new state, a digit  2 receipt time, 16 digits, or '' when the service moves it: then the old is kept
--      3 what stands in the records of the household whose receipt it is, or '' when the service moves it
--      4 notice id
-- Returns the record as it stands now if it was moved, by this run or by the same one before, else 1; 0 when there is no such record, or it is another household's

local none = '0000000000000000'

local record = redis.call('GET', KEYS[1])
if not record or (ARGV[3] ~= '' and not string.find(record, ARGV[3], 1, true)) then
  return 0
end

local from = tonumber(string.sub(record, 1, 1))
local to = tonumber(ARGV[1])
local guessed = from == 4 and string.sub(record, 2, 17) == none
local receipt = ARGV[2]
if (from < to and to <= 3) or (from <= 1 and to == 4) or (guessed and receipt ~= '' and to >= 2 and to <= 4) then
  if receipt == '' then
    receipt = string.sub(record, 2, 17)
  end
  -- Our JSON escapes the quotes of texts, so that this stands in it once.
  if tonumber(string.match(record, '"decided_ms":(%d+)') or '0') < tonumber(redis.call('GET', KEYS[2]) or '0') then
    redis.call('HINCRBY', KEYS[3], ARGV[4], '1')
  end
  local moved = ARGV[1] .. receipt .. string.sub(record, 18)
  redis.call('SET', KEYS[1], moved)
  return moved
end
if from == to and (receipt == '' or receipt == string.sub(record, 2, 17)) then
  return record
end
return 1
