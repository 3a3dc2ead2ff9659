using System.ComponentModel.DataAnnotations;

namespace Vidimus.Certification.Certificates;

/// <summary>How certified PDFs are made. Section <c>Certification:Certificate</c>.</summary>
public sealed class CertificateOptions
{
    /// <summary>True to put the source documents behind the result, in the same file.</summary>
    public bool AppendSource { get; set; }

    /// <summary>The program that joins PDFs: a path, or a name that is looked for along <c>PATH</c>.</summary>
    [Required]
    public string Qpdf { get; set; } = "qpdf";

    /// <summary>
    /// Where files are while they are joined; empty for the system's folder. They are plain there for a moment: a folder in memory
    /// (tmpfs) leaves nothing on a disk.
    /// </summary>
    public string WorkFolder { get; set; } = "";

    /// <summary>Most memory that the program may take, in megabytes.</summary>
    [Range(64, 16_384)]
    public int MostMegabytes { get; set; } = 512;

    /// <summary>Most pages of a result.</summary>
    [Range(1, 5_000)]
    public int MostPages { get; set; } = 500;

    /// <summary>A PKCS #12 file with the certificate that PDFs are sealed with; empty for one of the server's own making.</summary>
    public string SealFile { get; set; } = "";

    /// <summary>The password of that file.</summary>
    public string SealPassword { get; set; } = "";
}
