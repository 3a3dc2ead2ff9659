using System.Net;
using System.Runtime.CompilerServices;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Outgoing;

namespace Vidimus.Certification.Documents.Storing;

/// <summary>
/// Documents in a bucket that is spoken to as Amazon's S3 is. A document of unknown length is first written, already encrypted, to a file of
/// this node: so that it is sent with its length and its digest, and can be sent again.
/// </summary>
internal sealed class ObjectStore : IDocumentStore, IDisposable
{
    private readonly ObjectStoreOptions _options;
    private readonly string _spool;
    private readonly AmazonS3Client _s3;

    public ObjectStore(ObjectStoreOptions options, string spool)
    {
        (_options, _spool) = (options, spool);
        var secret =
            options.SecretKeyFile.Length > 0
                ? File.ReadAllText(options.SecretKeyFile).Trim()
                : options.SecretKey;
        _s3 = new(new BasicAWSCredentials(options.AccessKey, secret), Config(options));
        Directory.CreateDirectory(spool);
    }

    public async Task Put(string id, Func<Stream, Task> write, CancellationToken cancellation)
    {
        await using var file = Spooled(StoredIds.Demand(id));
        await write(file);
        file.Position = 0;
        await Ask(
            () =>
                _s3.PutObjectAsync(
                    new()
                    {
                        BucketName = _options.Bucket,
                        Key = Key(id),
                        InputStream = file,
                        AutoCloseStream = false,
                        ContentType = "application/octet-stream",
                        // Many stores of others do not read Amazon's own framing of bodies.
                        UseChunkEncoding = false,
                    },
                    cancellation
                ),
            cancellation
        );
    }

    public async Task<Stream> Open(string id, CancellationToken cancellation)
    {
        var got = await Ask(
            () => _s3.GetObjectAsync(_options.Bucket, Key(StoredIds.Demand(id)), cancellation),
            cancellation
        );
        return got?.ResponseStream ?? throw new DocumentMissingException(id);
    }

    public Task Delete(string id, CancellationToken cancellation) =>
        Ask(
            () => _s3.DeleteObjectAsync(_options.Bucket, Key(StoredIds.Demand(id)), cancellation),
            cancellation
        );

    /// <summary>Names are listed in their order, which is that of the times in them: nothing before <paramref name="from"/> is looked at.</summary>
    public async IAsyncEnumerable<string> Between(
        DateTimeOffset from,
        DateTimeOffset until,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var last = Key(NewId.First(StoredIds.Prefix, until));
        var request = new ListObjectsV2Request
        {
            BucketName = _options.Bucket,
            Prefix = _options.Prefix,
            StartAfter = Key(NewId.First(StoredIds.Prefix, from)),
        };
        while (true)
        {
            var page = await Ask(() => _s3.ListObjectsV2Async(request, cancellation), cancellation);
            foreach (var key in (page?.S3Objects ?? []).Select(o => o.Key))
            {
                if (string.CompareOrdinal(key, last) > 0)
                    yield break;
                if (key[_options.Prefix.Length..] is var id && StoredIds.IsId(id))
                    yield return id;
            }
            if (page?.IsTruncated != true)
                yield break;
            request.ContinuationToken = page.NextContinuationToken;
        }
    }

    public void Dispose() => _s3.Dispose();

    private static AmazonS3Config Config(ObjectStoreOptions options)
    {
        var config = new AmazonS3Config
        {
            // The bucket in the path: a host name for each bucket is not something every store has.
            ForcePathStyle = true,
            Timeout = TimeSpan.FromSeconds(100),
            MaxErrorRetry = 3,
            RetryMode = RequestRetryMode.Standard,
            // The bytes are authenticated by their own frames; not every store knows the newer checksums.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            HttpClientFactory = new Clients(),
            AuthenticationRegion = options.Region,
        };
        if (options.Address.Length > 0)
            config.ServiceURL = options.Address;
        else
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        return config;
    }

    private FileStream Spooled(string id)
    {
        try
        {
            return new(
                Path.Combine(_spool, id),
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.ReadWrite,
                    Share = FileShare.None,
                    Options = FileOptions.DeleteOnClose,
                    BufferSize = 0,
                }
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DocumentStoreException("The folder for outgoing documents is not usable.", e);
        }
    }

    private string Key(string id) => _options.Prefix + id;

    /// <summary>Asks the store; null where it has no such object.</summary>
    private static async Task<T?> Ask<T>(Func<Task<T>> ask, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (AmazonS3Exception e)
            when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket")
        {
            return null;
        }
        catch (Exception e)
            when (e
                    is AmazonClientException
                        or AmazonServiceException
                        or HttpRequestException
                        or IOException
                        or OperationCanceledException
                && !cancellation.IsCancellationRequested
            )
        {
            throw new DocumentStoreException("The object store cannot be used now.", e);
        }
    }

    private sealed class Clients : HttpClientFactory
    {
        private readonly Lazy<HttpClient> _one = new(() =>
            OperatorClient.Create(64, TimeSpan.FromSeconds(5))
        );

        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _one.Value;

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
    }
}
