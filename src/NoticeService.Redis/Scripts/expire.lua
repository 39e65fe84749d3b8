-- Takes out a record that has been kept for long enough. The index of all comes last: what is torn before is found there again.
-- KEYS 1 end of the expired days, ms  2 record  3 index  4 ISP's index  5 household's index
-- ARGV 1 end of the days that expire, ms  2 index member
-- Returns 1

if tonumber(redis.call('GET', KEYS[1]) or '0') < tonumber(ARGV[1]) then
  redis.call('SET', KEYS[1], ARGV[1])
end

local kept = {}
for line in string.gmatch(redis.call('GET', KEYS[5]) or '', '[^\n]+') do
  if line ~= ARGV[2] then
    kept[#kept + 1] = line .. '\n'
  end
end
if #kept > 0 then
  redis.call('SET', KEYS[5], table.concat(kept))
else
  redis.call('DEL', KEYS[5])
end
redis.call('ZREM', KEYS[4], ARGV[2])
redis.call('DEL', KEYS[2])
redis.call('ZREM', KEYS[3], ARGV[2])
return 1
