using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Vidimus.Credentials.Verifying;

/// <summary>
/// HTML that grows by interpolated text: what stands literally in the code is markup, every value put into it is encoded,
/// so that forgetting to encode is not possible. Attribute values must stand in double quotes.
/// </summary>
internal sealed class VerifyPageMarkup
{
    // Letters of every script stay readable in the source; the encoder goes on encoding & < > " ' and control characters.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private readonly StringBuilder _html = new(8192);

    public VerifyPageMarkup Add([InterpolatedStringHandlerArgument("")] Handler html) => html.Into;

    public override string ToString() => _html.ToString();

    [InterpolatedStringHandler]
    public readonly ref struct Handler
    {
        // The compiler calls this constructor; lengths are of no use to a buffer that is there already.
        public Handler(int literalLength, int formattedCount, VerifyPageMarkup into)
        {
            _ = (literalLength, formattedCount);
            Into = into;
        }

        public VerifyPageMarkup Into { get; }

        public void AppendLiteral(string markup) => Into._html.Append(markup);

        public void AppendFormatted(string? value) =>
            Into._html.Append(Encoder.Encode(value ?? ""));

        public void AppendFormatted(VerifyPageIcon icon) => Into._html.Append(icon.Svg);

        public void AppendFormatted(VerifyPageQr code) => Into._html.Append(code.Svg);

        public void AppendFormatted(int number) =>
            Into._html.Append(CultureInfo.InvariantCulture, $"{number}");
    }
}
