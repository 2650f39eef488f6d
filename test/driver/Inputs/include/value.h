constexpr int Value = 21;
