namespace Vidimus.Certification.Documents.Reading;

/// <summary>
/// Looks at a stranger's file as it goes by: what it is, whether it was said to be something else, whether it is a picture of sane size.
/// A PDF is not parsed here or anywhere in this process.
/// </summary>
internal sealed class Inspection(string? claimedType, long largest)
{
    // A whole page at 1,200 dots per inch is 140 million; a picture beyond is there to exhaust whoever opens it.
    private const long MostPixels = 250_000_000;
    private ImageHeaders? _image;
    private long _size;

    /// <summary>What the file is; empty before its beginning has come.</summary>
    public string Type { get; private set; } = "";

    /// <summary>The next bytes; throws <see cref="FileRefusedException"/> as soon as they are not to be taken.</summary>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        var first = _size == 0;
        _size += bytes.Length;
        if (_size >= largest)
            throw FileRefusedException.TooLarge(largest);
        if (first)
            Begin(bytes);
        _image?.Take(bytes);
    }

    /// <summary>The file has come to its end.</summary>
    public void End()
    {
        if (_image is not { } image)
            return;
        if (image.Width < 1 || image.Height < 1)
            throw new FileRefusedException(
                "The file begins like a picture, but its headers do not say how large that is."
            );
        if ((decimal)image.Width * image.Height > MostPixels)
            throw new FileRefusedException(
                $"The picture has {image.Width} by {image.Height} pixels, which is more than is taken."
            );
    }

    private void Begin(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            throw new FileRefusedException("The file is empty.");
        Type =
            MediaTypes.Of(bytes)
            ?? throw new FileRefusedException(
                "The file is not a PDF, JPEG, PNG, HEIC, HEIF, TIFF or WebP."
            );
        if (MediaTypes.Contradicts(claimedType, Type))
            throw new FileRefusedException(
                $"The file is of type {Type}, and was said to be of another."
            );
        if (Type != MediaTypes.Pdf)
            _image = new(Type);
    }
}

/// <summary>A stranger's file is not to be taken.</summary>
internal sealed class FileRefusedException(string why) : Exception(why)
{
    public bool IsTooLarge { get; private init; }

    public static FileRefusedException TooLarge(long largest) =>
        new($"The file has {largest} bytes or more.") { IsTooLarge = true };

    public static FileRefusedException TooMuch(long most) =>
        new($"The documents of one order have more than {most} bytes together.");
}
