-- Takes out the notes of late records that are sealed, but for those that came or moved again since.
-- KEYS 1 late records
-- ARGV notice id, how often it was late when it was sealed, and so on in pairs
-- Returns how many were taken out

local settled = 0
for i = 1, #ARGV, 2 do
  if redis.call('HGET', KEYS[1], ARGV[i]) == ARGV[i + 1] then
    settled = settled + redis.call('HDEL', KEYS[1], ARGV[i])
  end
end
return settled
