using System.Buffers.Binary;

namespace Vidimus.Proofs;

/// <summary>The checksum of PNG chunks (PNG, third edition, section 5.5; ISO 3309).</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    // Eight tables take eight bytes a step: a file of many megabytes is checked whole.
    private static readonly uint[][] Tables = MakeTables();

    internal static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xFFFFFFFFu;
        while (bytes.Length >= 8)
        {
            var low = crc ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc =
                Tables[7][low & 0xFF]
                ^ Tables[6][(low >> 8) & 0xFF]
                ^ Tables[5][(low >> 16) & 0xFF]
                ^ Tables[4][low >> 24]
                ^ Tables[3][high & 0xFF]
                ^ Tables[2][(high >> 8) & 0xFF]
                ^ Tables[1][(high >> 16) & 0xFF]
                ^ Tables[0][high >> 24];
            bytes = bytes[8..];
        }
        foreach (var value in bytes)
        {
            crc = Tables[0][(crc ^ value) & 0xFF] ^ (crc >> 8);
        }
        return ~crc;
    }

    private static uint[][] MakeTables()
    {
        var tables = new uint[8][];
        tables[0] = new uint[256];
        for (var value = 0u; value < 256; value++)
        {
            var crc = value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ Polynomial : crc >> 1;
            }
            tables[0][value] = crc;
        }
        for (var table = 1; table < 8; table++)
        {
            tables[table] = new uint[256];
            for (var value = 0; value < 256; value++)
            {
                var before = tables[table - 1][value];
                tables[table][value] = (before >> 8) ^ tables[0][before & 0xFF];
            }
        }
        return tables;
    }
}
