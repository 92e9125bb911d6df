using Qujiang.LegKernel;
using Qujiang.ServiceDefaults;
using Qujiang.Waterway;
using Qujiang.Waterway.Features;

var module = WaterwayModule.Create();
var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults("waterway");
builder.AddLegKernel(module);
builder.Services.AddSingleton(Fleet.Load(module));

var app = builder.Build();
app.MapServiceDefaults();
app.MapLegKernel();
PutWaterLevel.Map(app);
await app.RunAsync();
