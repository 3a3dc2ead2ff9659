using System.Text;
using QRCoder;

namespace Vidimus.Credentials.Reading;

/// <summary>The QR code of a verify link as a picture.</summary>
internal static class LinkPicture
{
    private const int PixelsPerModule = 8;

    public static byte[] Png(string link)
    {
        using var code = Code(link);
        using var picture = new PngByteQRCode(code);
        return picture.GetGraphic(PixelsPerModule);
    }

    public static byte[] Svg(string link)
    {
        using var code = Code(link);
        using var picture = new SvgQRCode(code);
        return Encoding.UTF8.GetBytes(picture.GetGraphic(PixelsPerModule));
    }

    private static QRCodeData Code(string link) =>
        QRCodeGenerator.GenerateQrCode(link, QRCodeGenerator.ECCLevel.M);
}
