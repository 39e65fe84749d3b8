-- Gives a record back that the store has forgotten, or whose later state it has. The record is written last and commits, as in admit.
-- KEYS 1 record  2 cooldown  3 enrolled  4 index  5 ISP's index  6 household's index  7 end of the sealed days, ms  8 late records
--      9 held out, of the enrolled
-- ARGV 1 state and receipt (17 digits) as they were found, or '' for no record  2 notice id  3 household  4 when told, us, or 0  5 cooldown, us
--      6 index member  7 record  8 when decided, ms  9 1 for the holdout
-- Returns 1, or 0 when the record is not as it was found, as after the same run before

local whole = '%.0f'

local stored = redis.call('GET', KEYS[1])
if string.sub(stored or '', 1, 17) ~= ARGV[1] then
  return 0
end

if not stored then
  local clock = redis.call('TIME')
  local now = tonumber(clock[1]) * 1000000 + tonumber(clock[2])
  local told, over = tonumber(ARGV[4]), tonumber(ARGV[4]) + tonumber(ARGV[5])
  local last = tonumber(string.match(redis.call('GET', KEYS[2]) or '', '^(%d+) ') or '0')
  if told > last and over > now then
    redis.call('SET', KEYS[2], string.format(whole, told) .. ' ' .. ARGV[2], 'PX', string.format(whole, math.ceil((over - now) / 1000)))
  end
  if redis.call('SISMEMBER', KEYS[3], ARGV[3]) == 0 then
    if ARGV[9] == '1' then
      redis.call('SADD', KEYS[9], ARGV[3])
    end
    redis.call('SADD', KEYS[3], ARGV[3])
  end
  redis.call('ZADD', KEYS[4], '0', ARGV[6])
  redis.call('ZADD', KEYS[5], '0', ARGV[6])
  if not string.find(redis.call('GET', KEYS[6]) or '', ARGV[6], 1, true) then
    redis.call('APPEND', KEYS[6], ARGV[6] .. '\n')
  end
end
if tonumber(ARGV[8]) < tonumber(redis.call('GET', KEYS[7]) or '0') then
  redis.call('HINCRBY', KEYS[8], ARGV[2], '1')
end
redis.call('SET', KEYS[1], string.sub(ARGV[7], 1, 17) .. string.sub(stored or ARGV[7], 18))
return 1
