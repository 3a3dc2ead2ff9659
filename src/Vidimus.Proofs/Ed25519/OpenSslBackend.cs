using System.Runtime.InteropServices;

namespace Vidimus.Proofs;

/// <summary>OpenSSL 3 libcrypto's one-shot EVP functions for Ed25519.</summary>
internal sealed unsafe class OpenSslBackend : IEd25519Backend
{
    // NID_ED25519, which is also EVP_PKEY_ED25519 (openssl/obj_mac.h).
    private const int Ed25519Type = 1087;

    private static readonly string[] LibraryNames =
    [
        "libcrypto.so.3",
        "libcrypto.3.dylib",
        "libcrypto-3-x64.dll",
        "libcrypto-3-arm64.dll",
    ];

    private readonly OpenSslFunctions crypto;

    private OpenSslBackend(OpenSslFunctions crypto) => this.crypto = crypto;

    public string Name => "OpenSSL";

    internal static OpenSslBackend? TryLoad() =>
        NativeSymbols.TryLoad(LibraryNames, out var library)
        && OpenSslFunctions.TryBind(library) is { } crypto
            ? new OpenSslBackend(crypto)
            : null;

    public IEd25519Signer CreateSigner(ReadOnlySpan<byte> seed, Span<byte> publicKey)
    {
        nint key;
        fixed (byte* seedPointer = seed)
        {
            key = crypto.NewRawPrivateKey(Ed25519Type, 0, seedPointer, (nuint)seed.Length);
        }
        NativeSymbols.Require(key != 0, "OpenSSL key");
        var handle = new KeyHandle(crypto, key);
        fixed (byte* publicPointer = publicKey)
        {
            var length = (nuint)publicKey.Length;
            NativeSymbols.Require(
                crypto.GetRawPublicKey(key, publicPointer, &length) == 1,
                "OpenSSL public key"
            );
        }
        return new Signer(crypto, handle);
    }

    public bool Verify(
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> signature
    )
    {
        nint key = 0;
        nint context = 0;
        byte none = 0;
        var verified = false;
        try
        {
            fixed (byte* keyPointer = publicKey)
            fixed (byte* messagePointer = message)
            fixed (byte* signaturePointer = signature)
            {
                key = crypto.NewRawPublicKey(Ed25519Type, 0, keyPointer, (nuint)publicKey.Length);
                context = crypto.NewContext();
                var start = message.IsEmpty ? &none : messagePointer;
                verified =
                    key != 0
                    && context != 0
                    && crypto.DigestVerifyInit(context, null, 0, 0, key) == 1
                    && crypto.DigestVerify(
                        context,
                        signaturePointer,
                        (nuint)signature.Length,
                        start,
                        (nuint)message.Length
                    ) == 1;
            }
        }
        finally
        {
            crypto.FreeContext(context);
            crypto.FreeKey(key);
            if (!verified)
            {
                // The error queue belongs to the thread; the runtime's own cryptography reads the same queue.
                crypto.ClearError();
            }
        }
        return verified;
    }

    private sealed class KeyHandle : SafeHandle
    {
        private readonly OpenSslFunctions crypto;

        internal KeyHandle(OpenSslFunctions crypto, nint key)
            : base(0, ownsHandle: true)
        {
            this.crypto = crypto;
            SetHandle(key);
        }

        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            crypto.FreeKey(handle);
            return true;
        }
    }

    private sealed class Signer(OpenSslFunctions crypto, KeyHandle key) : IEd25519Signer
    {
        public void Sign(ReadOnlySpan<byte> message, Span<byte> signature)
        {
            byte none = 0;
            nint context = 0;
            var held = false;
            try
            {
                key.DangerousAddRef(ref held);
                context = crypto.NewContext();
                fixed (byte* messagePointer = message)
                fixed (byte* signaturePointer = signature)
                {
                    var length = (nuint)signature.Length;
                    var start = message.IsEmpty ? &none : messagePointer;
                    var signed =
                        context != 0
                        && crypto.DigestSignInit(context, null, 0, 0, key.DangerousGetHandle()) == 1
                        && crypto.DigestSign(
                            context,
                            signaturePointer,
                            &length,
                            start,
                            (nuint)message.Length
                        ) == 1;
                    NativeSymbols.Require(signed, "OpenSSL signature");
                }
            }
            finally
            {
                crypto.FreeContext(context);
                if (held)
                {
                    key.DangerousRelease();
                }
            }
        }

        public void ExportSeed(Span<byte> seed)
        {
            var held = false;
            try
            {
                key.DangerousAddRef(ref held);
                fixed (byte* seedPointer = seed)
                {
                    var length = (nuint)seed.Length;
                    var status = crypto.GetRawPrivateKey(
                        key.DangerousGetHandle(),
                        seedPointer,
                        &length
                    );
                    NativeSymbols.Require(status == 1, "OpenSSL seed");
                }
            }
            finally
            {
                if (held)
                {
                    key.DangerousRelease();
                }
            }
        }

        public void Dispose() => key.Dispose();
    }
}
