using System.Globalization;
using System.Text;
using QRCoder;

namespace Vidimus.Credentials.Templates;

/// <summary>A QR code as one path on white, with the quiet zone of four modules that ISO/IEC 18004 asks for.</summary>
internal static class QrShape
{
    public static void Write(StringBuilder svg, PictureSlot slot, string link)
    {
        using var code = QRCodeGenerator.GenerateQrCode(link, QRCodeGenerator.ECCLevel.M);
        var rows = code.ModuleMatrix;
        var side = Math.Min(slot.Width, slot.Height);
        if (side <= 0)
            return;
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<g{slot.Transform}><g transform=\"translate({slot.X + (slot.Width - side) / 2:0.###} {slot.Y + (slot.Height - side) / 2:0.###}) scale({side / rows.Count:0.######})\" shape-rendering=\"crispEdges\" stroke=\"none\"><rect width=\"{rows.Count}\" height=\"{rows.Count}\" fill=\"#ffffff\"/><path fill=\"#000000\" d=\""
        );
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows.Count; x++)
            {
                if (!rows[y][x])
                    continue;
                var from = x;
                while (x < rows.Count && rows[y][x])
                    x++;
                svg.Append(CultureInfo.InvariantCulture, $"M{from} {y}h{x - from}v1h-{x - from}z");
            }
        }
        svg.Append("\"/></g></g>");
    }
}
