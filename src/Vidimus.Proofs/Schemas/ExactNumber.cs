using System.Numerics;

namespace Vidimus.Proofs;

/// <summary>
/// A JSON number as it is written, <c>Digits × 10^Exponent</c>, where the digits do not end in zero: 0.1 is a tenth, and nothing is
/// rounded. No operation raises ten to a power larger than the numbers have digits.
/// </summary>
internal readonly struct ExactNumber : IComparable<ExactNumber>
{
    private const int MaxDigits = 1000;
    private const int MaxExponent = 100_000_000;
    private const int ChunkDigits = 18;

    private readonly BigInteger digits;
    private readonly int digitCount;
    private readonly int exponent;

    private ExactNumber(BigInteger digits, int digitCount, int exponent)
    {
        this.digits = digits;
        this.digitCount = digitCount;
        this.exponent = exponent;
    }

    internal bool IsWhole => exponent >= 0;

    internal bool IsPositive => digits.Sign > 0;

    /// <summary>Equal for equal numbers only.</summary>
    internal string Key => $"{digits}e{exponent}";

    /// <summary>Reads a number that is known to be JSON. False when it has more than 1,000 digits or an absurd exponent.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> json, out ExactNumber number)
    {
        number = default;
        var power = json.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = power < 0 ? json : json[..power];
        if (!TryReadMantissa(mantissa, out var digits, out var count, out var exponent))
        {
            return false;
        }
        if (digits.IsZero)
        {
            return true;
        }
        if (power >= 0)
        {
            if (!TryReadExponent(json[(power + 1)..], out var written))
            {
                return false;
            }
            exponent += written;
        }
        number = new ExactNumber(json[0] == '-' ? -digits : digits, count, exponent);
        return true;
    }

    private static bool TryReadMantissa(
        ReadOnlySpan<byte> mantissa,
        out BigInteger digits,
        out int count,
        out int exponent
    )
    {
        (digits, count, exponent) = (BigInteger.Zero, 0, 0);
        var (chunk, chunkScale, zeros, inFraction) = (0L, 1L, 0, false);
        foreach (var c in mantissa)
        {
            if (c is (byte)'-' or (byte)'.')
            {
                inFraction |= c == '.';
                continue;
            }
            exponent -= inFraction ? 1 : 0;
            if (c == '0')
            {
                // Leading zeros are nothing; others count only once another digit follows.
                zeros += count > 0 ? 1 : 0;
                continue;
            }
            if (count + zeros >= MaxDigits)
            {
                return false;
            }
            for (count += zeros + 1; zeros >= 0; zeros--)
            {
                chunk = (chunk * 10) + (zeros == 0 ? c - '0' : 0);
                chunkScale *= 10;
                if (chunkScale == 1_000_000_000_000_000_000)
                {
                    digits = (digits * chunkScale) + chunk;
                    (chunk, chunkScale) = (0, 1);
                }
            }
            zeros = 0;
        }
        digits = digits.IsZero ? chunk : (digits * chunkScale) + chunk;
        exponent += zeros;
        return true;
    }

    private static bool TryReadExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        foreach (var c in text)
        {
            if (c is (byte)'-' or (byte)'+')
            {
                continue;
            }
            exponent = (exponent * 10) + c - '0';
            if (exponent > MaxExponent)
            {
                return false;
            }
        }
        exponent = text[0] == '-' ? -exponent : exponent;
        return true;
    }

    public int CompareTo(ExactNumber other)
    {
        if (digits.Sign != other.digits.Sign || digits.IsZero)
        {
            return digits.Sign.CompareTo(other.digits.Sign);
        }
        var size = ((long)digitCount + exponent).CompareTo((long)other.digitCount + other.exponent);
        if (size != 0)
        {
            return digits.Sign * size;
        }
        // Of the same size, so the exponents differ by no more than the digits do.
        var shift = exponent - other.exponent;
        var (left, right) = (digits, other.digits);
        if (shift > 0)
        {
            left *= BigInteger.Pow(10, shift);
        }
        else if (shift < 0)
        {
            right *= BigInteger.Pow(10, -shift);
        }
        return left.CompareTo(right);
    }

    /// <summary>Whether the number divided by the divisor, which is not zero, has no fraction.</summary>
    internal bool IsMultipleOf(ExactNumber divisor)
    {
        if (digits.IsZero)
        {
            return true;
        }
        var shift = exponent - divisor.exponent;
        if (shift < 0)
        {
            // Digits that do not end in zero are no multiple of a power of ten.
            return false;
        }
        var unit = BigInteger.Abs(divisor.digits);
        var rest = shift == 0 ? BigInteger.One : BigInteger.ModPow(10, shift, unit);
        return (digits * rest % unit).IsZero;
    }

    /// <summary>The number as a count, or the largest count when it is larger. Only for whole numbers that are not negative.</summary>
    internal int ToCount() =>
        (long)digitCount + exponent > 9
            ? int.MaxValue
            : (int)(digits * BigInteger.Pow(10, exponent));
}
