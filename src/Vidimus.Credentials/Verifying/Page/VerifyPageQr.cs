using System.Collections;
using System.Globalization;
using System.Text;
using QRCoder;

namespace Vidimus.Credentials.Verifying;

/// <summary>The QR code of a link as a drawing in the page itself: dark on white in every colour scheme, so that it can be read.</summary>
internal sealed record VerifyPageQr(string Svg)
{
    public static VerifyPageQr Of(string link)
    {
        using var code = QRCodeGenerator.GenerateQrCode(link, QRCodeGenerator.ECCLevel.M);
        // With its quiet zone of four modules on each side (ISO/IEC 18004, 6.3.8).
        var size = code.ModuleMatrix.Count;
        var path = new StringBuilder();
        for (var y = 0; y < size; y++)
            Row(path, code.ModuleMatrix[y], y);
        return new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"<svg class=\"qr\" viewBox=\"0 0 {size} {size}\" width=\"132\" height=\"132\" aria-hidden=\"true\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{size}v{size}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
            )
        );
    }

    private static void Row(StringBuilder path, BitArray row, int y)
    {
        for (var x = 0; x < row.Count; x++)
        {
            var start = x;
            while (x < row.Count && row[x])
                x++;
            if (x > start)
                path.Append(
                    CultureInfo.InvariantCulture,
                    $"M{start} {y}h{x - start}v1h-{x - start}z"
                );
        }
    }
}
