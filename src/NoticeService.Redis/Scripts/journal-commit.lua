-- Confirms a position, unless the mark was forgotten since it was renewed.
-- KEYS 1 mark: "NONCE POSITION"
-- ARGV 1 nonce of the renewal  2 position
-- Returns 1, or 0 when the mark has another nonce

if string.match(redis.call('GET', KEYS[1]) or '', '^(%S+) ') ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[2])
return 1
