namespace Vidimus.Proofs.JsonLd;

/// <summary>Why a document could not be turned into linked data, or not safely enough to be signed or verified.</summary>
/// <param name="Code">
/// A stable name. Codes of JSON-LD 1.1 (API, section 9.3, <c>JsonLdErrorCode</c>) are used as they stand there, for example
/// <c>loading remote context failed</c>; the others are the constants of <see cref="LinkedDataProblem"/>.
/// </param>
/// <param name="Detail">What in the document caused it: a term, an address or a value.</param>
public sealed record LinkedDataProblem(string Code, string Detail)
{
    /// <summary>The document names a context that is not in the closed set; the detail is its address.</summary>
    public const string ContextUnknown = "loading remote context failed";

    /// <summary>A property that no context defines: it would be left out of what is signed.</summary>
    public const string PropertyUndefined = "invalid property";

    /// <summary>
    /// Something is said in another spelling than that of the contexts, so that who reads the document by its members would miss it;
    /// asked of documents that are read <see cref="LinkedDataSource.ByName"/>.
    /// </summary>
    public const string NotByName = "not by name";

    /// <summary>A value of <c>type</c> that does not become an IRI: it would be left out of what is signed.</summary>
    public const string TypeRelative = "relative @type reference";

    /// <summary>An <c>id</c> that does not become an IRI: what is said about it would be left out of what is signed.</summary>
    public const string IdRelative = "relative @id reference";

    /// <summary>A value meant as an IRI that is none: it would be left out of what is signed.</summary>
    public const string ObjectRelative = "relative object reference";

    /// <summary>A value that JSON-LD drops for another reason, such as a scalar where only objects can stand.</summary>
    public const string ValueDropped = "value dropped";

    /// <summary>A name stands twice in one object, so readers would disagree about its value.</summary>
    public const string NameRepeated = "duplicate name";

    /// <summary>The document is nested too deeply, or asks for more work than the limits allow.</summary>
    public const string TooComplex = "processing limit exceeded";

    /// <summary>The canonical labels of the blank nodes would cost too much work (RDFC-1.0, section 7.1, dataset poisoning).</summary>
    public const string DatasetPoisoned = "dataset poisoned";

    /// <summary>A number too large for double precision, which is how JSON-LD reads every number.</summary>
    public const string NumberOutOfRange = "number out of range";

    /// <summary>The document holds text that is not well-formed Unicode, such as half of a surrogate pair.</summary>
    public const string TextMalformed = "malformed text";
}
