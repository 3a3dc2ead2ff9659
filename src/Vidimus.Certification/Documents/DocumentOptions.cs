namespace Vidimus.Certification.Documents;

/// <summary>Settings of documents, section <c>Certification:Documents</c>.</summary>
public sealed class DocumentOptions
{
    /// <summary>Folder of the encrypted files; empty for <c>documents</c> in the data folder. Several nodes need one that they share, or an object store.</summary>
    public string Folder { get; set; } = "";

    /// <summary>An object store that speaks S3; files are kept there instead of in <see cref="Folder"/> when its bucket is set.</summary>
    public ObjectStoreOptions S3 { get; set; } = new();

    /// <summary>A document has fewer bytes than this.</summary>
    public long LargestBytes { get; set; } = 25 * 1024 * 1024;

    /// <summary>Documents of one order.</summary>
    public int MostPerOrder { get; set; } = 20;

    /// <summary>Bytes of all documents of one order.</summary>
    public long MostBytesPerOrder { get; set; } = 100 * 1024 * 1024;

    /// <summary>Time for fetching one document, from the call to its last byte.</summary>
    public TimeSpan FetchTime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Documents that are fetched at once, for all organizations together; further ones wait.</summary>
    public int FetchesAtOnce { get; set; } = 256;

    /// <summary>Documents that are fetched at once for one organization; further ones wait.</summary>
    public int FetchesAtOncePerOrganization { get; set; } = 32;

    /// <summary>Documents of one order that are fetched at once.</summary>
    public int FetchesAtOncePerOrder { get; set; } = 4;

    /// <summary>Uploads of one organization that may wait for an order.</summary>
    public int UnattachedUploads { get; set; } = 500;

    /// <summary>Bytes of those uploads together.</summary>
    public long UnattachedBytes { get; set; } = 2L * 1024 * 1024 * 1024;

    /// <summary>Hours after which an upload that no order names is destroyed.</summary>
    public int KeepUnattachedHours { get; set; } = 24;

    /// <summary>Days after an order's end after which its sources and drafts are destroyed; 0 keeps them.</summary>
    public int KeepSourcesDays { get; set; } = 90;

    /// <summary>Days after an order's end after which its certified document is destroyed; 0 keeps it.</summary>
    public int KeepCertifiedDays { get; set; }
}

/// <summary>Where an object store is, and who we are to it.</summary>
public sealed class ObjectStoreOptions
{
    /// <summary>Its address, such as <c>https://s3.example.org</c>; empty for Amazon's in <see cref="Region"/>.</summary>
    public string Address { get; set; } = "";

    /// <summary>Region that requests are signed for.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>The bucket; empty for no object store.</summary>
    public string Bucket { get; set; } = "";

    /// <summary>What the names of our objects begin with.</summary>
    public string Prefix { get; set; } = "documents/";

    /// <summary>Id of the access key.</summary>
    public string AccessKey { get; set; } = "";

    /// <summary>The access key's secret.</summary>
    public string SecretKey { get; set; } = "";

    /// <summary>File that holds the secret, instead of <see cref="SecretKey"/>.</summary>
    public string SecretKeyFile { get; set; } = "";
}
